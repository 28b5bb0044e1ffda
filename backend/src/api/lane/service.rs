//! How the lane is put before the application: a service like the application's own, which asks the lane first.

use super::{Lane, booking};
use actix_http::Request;
use actix_service::IntoServiceFactory;
use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, Response, Service, ServiceFactory, ServiceResponse, forward_ready};
use futures_util::TryFutureExt as _;
use futures_util::future::{Either, LocalBoxFuture, MapOk, Ready, ready};
use std::rc::Rc;

/// An application with a lane beside it.
pub struct WithLane<F> {
    app: F,
    lane: Rc<Lane>,
}

impl Lane {
    /// Puts this lane beside an application, which gets whatever the lane does not take.
    pub fn beside<F>(self, app: impl IntoServiceFactory<F, Request>) -> WithLane<F>
    where
        F: ServiceFactory<Request>,
    {
        WithLane { app: app.into_factory(), lane: Rc::new(self) }
    }
}

impl<F> ServiceFactory<Request> for WithLane<F>
where
    F: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<BoxBody>, Error = Error>,
    F::Future: 'static,
    F::Service: 'static,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Config = AppConfig;
    type Service = WithLaneService<F::Service>;
    type InitError = F::InitError;
    type Future = LocalBoxFuture<'static, Result<Self::Service, Self::InitError>>;

    fn new_service(&self, config: AppConfig) -> Self::Future {
        let (app, lane) = (self.app.new_service(config), Rc::clone(&self.lane));
        Box::pin(async move { Ok(WithLaneService { app: app.await?, lane }) })
    }
}

/// The same, serving.
pub struct WithLaneService<S> {
    app: S,
    lane: Rc<Lane>,
}

type Answered = Result<Response<BoxBody>, Error>;

/// The usual way of a call.
type Usual<F> = MapOk<F, fn(ServiceResponse<BoxBody>) -> Response<BoxBody>>;

impl<S> Service<Request> for WithLaneService<S>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Future = Either<Ready<Answered>, Either<Usual<S::Future>, LocalBoxFuture<'static, Answered>>>;

    forward_ready!(app);

    fn call(&self, request: Request) -> Self::Future {
        if let Some(response) = self.lane.answer(request.head()) {
            return Either::Left(ready(Ok(response.into())));
        }
        Either::Right(if booking::is_for_the_lane(request.head()) {
            let lane = Rc::clone(&self.lane);
            Either::Right(Box::pin(async move { Ok(lane.book(request).await.into()) }))
        } else {
            Either::Left(self.app.call(request).map_ok(Response::from))
        })
    }
}
